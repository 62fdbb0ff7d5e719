/* How much memory and how many shared objects this process has. */
#ifndef AZCRED_BENCH_RESIDENT_H
#define AZCRED_BENCH_RESIDENT_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_resident(void) {
  char line[512];
  int objects = 0;
  FILE* file = fopen("/proc/self/status", "r");
  while (file != NULL && fgets(line, sizeof line, file) != NULL) {
    if (strncmp(line, "VmRSS:", 6) == 0) printf("resident_kb %ld\n", strtol(line + 6, NULL, 10));
  }
  if (file != NULL) fclose(file);
  file = fopen("/proc/self/maps", "r");
  while (file != NULL && fgets(line, sizeof line, file) != NULL) {
    if (strstr(line, ".so") != NULL && strstr(line, " r--p 00000000 ") != NULL) ++objects;
  }
  if (file != NULL) fclose(file);
  printf("objects %d\n", objects);
}

#endif
