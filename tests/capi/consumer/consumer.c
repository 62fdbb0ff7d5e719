/* Prints the version of the library. */
#include <azcred/azcred.h>
#include <stdio.h>

int main(void) {
  printf("%d\n", (int)azcred_version_number());
  return 0;
}
