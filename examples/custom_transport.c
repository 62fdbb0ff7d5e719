/* Sends the requests of azcred over sockets of the program's own, for hosts that speak plain http on a numeric address. */
#include <arpa/inet.h>
#include <azcred/azcred.h>
#include <azcred/transport.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What one exchange needs. */
struct exchange {
  int socket;
  const azcred_http_request* request;
};

/* "http://127.0.0.1:80/path" into its parts; 0 if it is anything else. */
static int split_url(const char* url, struct sockaddr_in* address, const char** target) {
  char host[64];
  unsigned port = 80;
  size_t size;
  char* colon;
  if (strncmp(url, "http://", 7) != 0) return 0;
  url += 7;
  size = strcspn(url, "/?");
  if (size >= sizeof host) return 0;
  memcpy(host, url, size);
  host[size] = '\0';
  colon = strchr(host, ':');
  if (colon != NULL) {
    *colon = '\0';
    port = (unsigned)strtoul(colon + 1, NULL, 10);
  }
  memset(address, 0, sizeof *address);
  address->sin_family = AF_INET;
  address->sin_port = htons((unsigned short)port);
  *target = url[size] == '/' ? url + size : "/";
  return port < 65536 && inet_pton(AF_INET, host, &address->sin_addr) == 1;
}

static int wait_for(const struct exchange* exchange, short event) {
  struct pollfd waits_for;
  const int64_t left_ms = azcred_http_request_time_left_ms(exchange->request);
  waits_for.fd = exchange->socket;
  waits_for.events = event;
  waits_for.revents = 0;
  return poll(&waits_for, 1, left_ms > 1000000 ? 1000000 : (int)left_ms) > 0;
}

/* Never longer than the request may take: off Azure, packets to the metadata service just vanish. */
static int connect_to(const struct exchange* exchange, const struct sockaddr_in* address) {
  int failure = 0;
  socklen_t size = sizeof failure;
  if (fcntl(exchange->socket, F_SETFL, O_NONBLOCK) != 0) return 0;
  if (connect(exchange->socket, (const struct sockaddr*)address, sizeof *address) == 0) return 1;
  if (errno != EINPROGRESS || !wait_for(exchange, POLLOUT)) return 0;
  return getsockopt(exchange->socket, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 && failure == 0;
}

static int write_all(const struct exchange* exchange, const char* bytes, size_t size) {
  while (size > 0) {
    ssize_t sent;
    if (!wait_for(exchange, POLLOUT)) return 0;
    sent = send(exchange->socket, bytes, size, MSG_NOSIGNAL);
    if (sent <= 0) return 0;
    bytes += sent;
    size -= (size_t)sent;
  }
  return 1;
}

static int write_line(const struct exchange* exchange, const char* first, const char* between, const char* second) {
  return write_all(exchange, first, strlen(first)) && write_all(exchange, between, strlen(between)) &&
         write_all(exchange, second, strlen(second)) && write_all(exchange, "\r\n", 2);
}

static int write_request(const struct exchange* exchange, const char* target) {
  const azcred_http_request* request = exchange->request;
  const char* url = azcred_http_request_url(request) + 7;
  const size_t body_size = azcred_http_request_body_size(request);
  char host[80];
  char length[32];
  size_t i;
  sprintf(host, "%.*s", (int)strcspn(url, "/?"), url);
  sprintf(length, "%lu", (unsigned long)body_size);
  if (!write_all(exchange, azcred_http_request_method(request), strlen(azcred_http_request_method(request))) ||
      !write_line(exchange, " ", target, " HTTP/1.0") || !write_line(exchange, "Host", ": ", host) ||
      !write_line(exchange, "Content-Length", ": ", length)) {
    return 0;
  }
  for (i = 0; i < azcred_http_request_header_count(request); ++i) {
    if (!write_line(exchange, azcred_http_request_header_name(request, i), ": ",
                    azcred_http_request_header_value(request, i))) {
      return 0;
    }
  }
  return write_all(exchange, "\r\n", 2) && write_all(exchange, (const char*)azcred_http_request_body(request), body_size);
}

/* Takes the head of the answer apart in place; the body is what follows it. */
static int take_answer(azcred_http_response* response, char* answer, size_t size) {
  char* line;
  char* body = strstr(answer, "\r\n\r\n");
  if (body == NULL || strncmp(answer, "HTTP/1.", 7) != 0) return 0;
  *body = '\0';
  body += 4;
  azcred_http_response_set_status(response, (int32_t)strtol(answer + 8, NULL, 10));
  for (line = strstr(answer, "\r\n"); line != NULL; line = strstr(line, "\r\n")) {
    char* end;
    char* colon;
    line += 2;
    end = strstr(line, "\r\n");
    if (end != NULL) *end = '\0';
    colon = strchr(line, ':');
    if (colon != NULL) {
      *colon = '\0';
      azcred_http_response_add_header(response, line, colon + 1 + strspn(colon + 1, " \t"));
    }
    if (end == NULL) break;
    *end = '\r';
    line = end;
  }
  azcred_http_response_append_body(response, body, size - (size_t)(body - answer));
  return 1;
}

/* The answer holds a token. A plain memset before free() would be optimised away. */
static void wipe(char* bytes, size_t size) {
  volatile char* each = bytes;
  while (size-- > 0) *each++ = '\0';
}

static int read_answer(const struct exchange* exchange, azcred_http_response* response) {
  static const size_t most = 65536;
  char* answer = (char*)calloc(1, most + 1);
  size_t size = 0;
  ssize_t got = -1;
  int taken;
  if (answer == NULL) return 0;
  while (size < most && wait_for(exchange, POLLIN)) {
    got = recv(exchange->socket, answer + size, most - size, 0);
    if (got <= 0) break;
    size += (size_t)got;
  }
  taken = got == 0 && take_answer(response, answer, size);
  wipe(answer, size);
  free(answer);
  return taken;
}

static azcred_status send_by_socket(const azcred_http_request* request, azcred_http_response* response, void* user_data) {
  struct exchange exchange;
  struct sockaddr_in address;
  const char* target;
  int done;
  if (!split_url(azcred_http_request_url(request), &address, &target)) return AZCRED_NETWORK;
  exchange.request = request;
  exchange.socket = socket(AF_INET, SOCK_STREAM, 0);
  if (exchange.socket < 0) return AZCRED_OUT_OF_MEMORY;
  done = connect_to(&exchange, &address) && write_request(&exchange, target) && read_answer(&exchange, response);
  close(exchange.socket);
  ++*(int*)user_data;
  if (done) return AZCRED_OK;
  return azcred_http_request_time_left_ms(request) == 0 ? AZCRED_TIMEOUT : AZCRED_NETWORK;
}

int main(int argc, char** argv) {
  const char* scope = argc > 1 ? argv[1] : "https://management.azure.com/.default";
  int exchanges = 0;
  azcred_error* error = NULL;
  azcred_options* options = azcred_options_new();
  azcred_credential* credential;
  azcred_token* token;
  int failed;

  azcred_options_set_transport(options, send_by_socket, &exchanges, NULL);
  credential = azcred_credential_new_managed_identity(options, &error);
  azcred_options_free(options);
  token = azcred_credential_get_token(credential, scope, &error);
  failed = token == NULL;
  if (failed) {
    fprintf(stderr, "%s\n", azcred_error_message(error));
  } else {
    printf("a token after %d exchange, which expires at %ld\n", exchanges, (long)azcred_token_expires_at_unix_s(token));
  }
  azcred_token_free(token);
  azcred_credential_free(credential);
  azcred_error_free(error);
  return failed;
}
