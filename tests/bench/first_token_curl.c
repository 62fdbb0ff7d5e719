/* The same as first_token.c, by hand with libcurl and cJSON. */
#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "resident.h"

struct body {
  char text[16384];
  size_t size;
};

static size_t append(char* data, size_t size, size_t count, void* user_data) {
  struct body* body = user_data;
  if (body->size + size * count >= sizeof body->text) return 0;
  memcpy(body->text + body->size, data, size * count);
  body->size += size * count;
  return size * count;
}

int main(int argc, char** argv) {
  static struct body body;
  char url[512], secret[256];
  struct curl_slist* headers = NULL;
  CURL* easy;
  cJSON* answer;
  char* token;
  curl_global_init(CURL_GLOBAL_DEFAULT);
  easy = curl_easy_init();
  snprintf(url, sizeof url, "%s?api-version=2019-08-01&resource=https%%3A%%2F%%2Fstorage.azure.com",
           getenv("IDENTITY_ENDPOINT"));
  snprintf(secret, sizeof secret, "X-IDENTITY-HEADER: %s", getenv("IDENTITY_HEADER"));
  headers = curl_slist_append(headers, secret);
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &body);
  if (curl_easy_perform(easy) != CURLE_OK) return 1;
  answer = cJSON_ParseWithLength(body.text, body.size);
  token = strdup(cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(answer, "access_token")));
  cJSON_Delete(answer);
  if (argc > 1 && strcmp(argv[1], "--resident") == 0) print_resident();
  free(token);
  curl_easy_cleanup(easy);
  curl_slist_free_all(headers);
  return 0;
}
