/* delay: requests an event 50 ms after its start and answers each event after 20 ms. The load test measures this program first, to compare its
 * measurements with known times. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void sleep_ms(long milliseconds) { nanosleep(&(struct timespec){0, milliseconds * 1000000}, NULL); }

int main(void) {
  static const char next[] = "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: check\r\n\r\n";
  static const char id_field[] = "Lambda-Runtime-Aws-Request-Id: ";
  static char buffer[65536], answer[256];
  const char *endpoint = getenv("AWS_LAMBDA_RUNTIME_API"), *colon = endpoint ? strrchr(endpoint, ':') : NULL;
  if (!colon) return 1;
  sleep_ms(50);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(colon + 1)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int connection = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(connection, (struct sockaddr *)&address, sizeof address) != 0) return 1;
  for (;;) {
    /* The events of the check are small, and the harness sends each event with one call. Therefore one read receives one event. */
    if (write(connection, next, sizeof next - 1) < 0 || read(connection, buffer, sizeof buffer - 1) <= 0) return 0;
    const char *id = strstr(buffer, id_field);
    if (!id) return 1;
    int length = snprintf(answer, sizeof answer, "POST /2018-06-01/runtime/invocation/%.36s/response HTTP/1.1\r\nHost: check\r\nContent-Length: 2\r\n\r\n{}",
                          id + sizeof id_field - 1);
    sleep_ms(20);
    if (write(connection, answer, (size_t)length) < 0 || read(connection, buffer, sizeof buffer) <= 0) return 0;
  }
}
