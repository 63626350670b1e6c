/* An authorizer as a C programmer would write it with OpenSSL. Its times are the practical lower bound in the load test.
 * It has one blocking connection to the Runtime API and pinned RS256 keys. It checks Cognito's claims, and applies the same permissions file.
 * It returns an IAM policy, and writes one log line per decision. It supports only REQUEST events of REST APIs, and has no cache between calls. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "json.h"

#define MAX_MESSAGE (256 * 1024)
#define MAX_TOKEN (16 * 1024)
#define MAX_FILE (256 * 1024)
#define MAX_KEYS 16
#define MAX_SEGMENTS 32
#define SKEW_SECONDS 5

struct output { char at[16 * 1024]; size_t length; };

struct key { text kid; EVP_PKEY *public; };

struct decision { const char *verdict, *reason; text sub, client, kid, rule, arn; };

static struct key keys[MAX_KEYS];
static int key_count;
static EVP_MD *sha256;
static const struct json *rules;
static const char *issuers, *clients;

static void die(const char *why) {
  fprintf(stderr, "authorizer: %s\n", why);
  exit(1);
}

/* ---- writing ---- */

static void put_bytes(struct output *out, const char *at, size_t length) {
  if (length > sizeof out->at - out->length) die("an answer is too long");
  memcpy(out->at + out->length, at, length);
  out->length += length;
}

static void put(struct output *out, const char *words) { put_bytes(out, words, strlen(words)); }

static void put_escaped(struct output *out, text value) {
  for (size_t i = 0; i < value.length; i++) {
    unsigned char c = (unsigned char)value.at[i];
    if (c == '"' || c == '\\') put_bytes(out, "\\", 1);
    if (c < 0x20) {
      char escape[8];
      put_bytes(out, escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", c));
    } else {
      put_bytes(out, (const char *)&c, 1);
    }
  }
}

static void put_member(struct output *out, const char *name, text value) {
  if (!value.at) return;
  char last = out->at[out->length - 1];
  put(out, last == '{' ? "\"" : ",\"");
  put(out, name);
  put(out, "\":\"");
  put_escaped(out, value);
  put(out, "\"");
}

static text as_text(const char *words) { return (text){words, strlen(words)}; }

/* ---- base64url ---- */

static signed char sextets[256];

static void fill_sextets(void) {
  memset(sextets, -1, sizeof sextets);
  const char *alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (int i = 0; i < 64; i++) sextets[(unsigned char)alphabet[i]] = (signed char)i;
}

/* Returns the number of bytes, or -1 if the text is not strict base64url. */
static int decode(text from, unsigned char *to) {
  unsigned bits = 0, have = 0;
  int length = 0;
  if (from.length % 4 == 1) return -1;
  for (size_t i = 0; i < from.length; i++) {
    int sextet = sextets[(unsigned char)from.at[i]];
    if (sextet < 0) return -1;
    bits = bits << 6 | (unsigned)sextet;
    have += 6;
    if (have >= 8) {
      have -= 8;
      to[length++] = (unsigned char)(bits >> have);
    }
  }
  return (bits & ((1u << have) - 1)) == 0 ? length : -1;
}

/* ---- start: settings, keys, rules ---- */

static const char *required(const char *name) {
  const char *value = getenv(name);
  if (!value || !*value) die(name);
  return value;
}

static const struct json *read_document(const char *path, struct json_arena *arena) {
  char *bytes = malloc(MAX_FILE);
  FILE *file = fopen(path, "rb");
  if (!bytes || !file) die(path);
  size_t length = fread(bytes, 1, MAX_FILE, file);
  fclose(file);
  const struct json *document = json_parse(arena, bytes, length);
  if (!document) die(path);
  return document;
}

static BIGNUM *number(text base64) {
  unsigned char bytes[1024];
  int length = base64.length <= 1024 ? decode(base64, bytes) : -1;
  return length > 0 ? BN_bin2bn(bytes, length, NULL) : NULL;
}

static EVP_PKEY *public_key(const struct json *jwk) {
  EVP_PKEY *key = NULL;
  BIGNUM *n = number(json_text(jwk, "n")), *e = number(json_text(jwk, "e"));
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
  OSSL_PARAM *parameters = NULL;
  if (n && e && builder && context && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n) &&
      OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e) && (parameters = OSSL_PARAM_BLD_to_param(builder)) &&
      EVP_PKEY_fromdata_init(context) == 1) {
    EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters);
  }
  OSSL_PARAM_free(parameters);
  OSSL_PARAM_BLD_free(builder);
  EVP_PKEY_CTX_free(context);
  BN_free(n);
  BN_free(e);
  return key;
}

/* Called before the first poll, so that the one-time work of OpenSSL is part of the start. */
static void load(void) {
  static struct json_arena key_arena, rule_arena;
  issuers = required("AUTHORIZER_ISSUERS");
  clients = required("AUTHORIZER_CLIENT_IDS");
  const struct json *set = json_get(read_document(required("AUTHORIZER_JWKS_FILE"), &key_arena), "keys");
  for (const struct json *jwk = set ? set->child : NULL; jwk && key_count < MAX_KEYS; jwk = jwk->next) {
    EVP_PKEY *key = text_is(json_text(jwk, "kty"), "RSA") ? public_key(jwk) : NULL;
    if (key) keys[key_count++] = (struct key){json_text(jwk, "kid"), key};
  }
  rules = json_get(read_document(required("AUTHORIZER_PERMISSIONS_FILE"), &rule_arena), "rules");
  sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
  if (!key_count || !rules || !sha256) die("no keys or no rules");
}

static EVP_PKEY *key_of(text kid) {
  for (int i = 0; i < key_count; i++) {
    if (text_equal(keys[i].kid, kid)) return keys[i].public;
  }
  return NULL;
}

/* ---- a token ---- */

static bool in_list(const char *list, text value) {
  if (!value.at) return false;
  for (const char *at = list; *at;) {
    size_t length = strcspn(at, ",");
    if (length == value.length && memcmp(at, value.at, length) == 0) return true;
    at += length + (at[length] == ',');
  }
  return false;
}

static bool number_of(const struct json *node, double *value) {
  if (!node || node->type != JSON_NUMBER || node->value.length > 31) return false;
  char digits[32];
  memcpy(digits, node->value.at, node->value.length);
  digits[node->value.length] = 0;
  *value = strtod(digits, NULL);
  return true;
}

static const char *check_claims(const struct json *claims) {
  double expires, moment, now = (double)time(NULL);
  if (!in_list(issuers, json_text(claims, "iss"))) return "issuer_not_allowed";
  if (!number_of(json_get(claims, "exp"), &expires)) return "claim_invalid";
  if (expires + SKEW_SECONDS <= now) return "token_expired";
  const struct json *not_before = json_get(claims, "nbf"), *issued = json_get(claims, "iat");
  if (not_before && (!number_of(not_before, &moment) || moment - SKEW_SECONDS > now)) return "token_not_yet_valid";
  if (issued && (!number_of(issued, &moment) || moment - SKEW_SECONDS > now)) return "token_not_yet_valid";
  if (!text_is(json_text(claims, "token_use"), "access")) return "token_use_not_allowed";
  if (!in_list(clients, json_text(claims, "client_id"))) return "client_not_allowed";
  return json_text(claims, "sub").at ? NULL : "claim_invalid";
}

/* Returns NULL and sets the claims, or returns the reason for a refusal. */
static const char *verify(text token, struct json_arena *arena, const struct json **claims, text *kid) {
  static unsigned char header[MAX_TOKEN], payload[MAX_TOKEN], signature[MAX_TOKEN];
  static struct json_arena header_arena;
  static char kept_kid[256];
  if (token.length > MAX_TOKEN) return "token_too_large";
  const char *first = memchr(token.at, '.', token.length);
  const char *end = token.at + token.length;
  const char *second = first ? memchr(first + 1, '.', (size_t)(end - first - 1)) : NULL;
  if (!second || memchr(second + 1, '.', (size_t)(end - second - 1))) return "token_malformed";
  int header_length = decode((text){token.at, (size_t)(first - token.at)}, header);
  int payload_length = decode((text){first + 1, (size_t)(second - first - 1)}, payload);
  int signature_length = decode((text){second + 1, (size_t)(end - second - 1)}, signature);
  if (header_length < 0 || payload_length < 0 || signature_length < 0) return "token_malformed";

  const struct json *jose = json_parse(&header_arena, (char *)header, (size_t)header_length);
  if (!jose) return "token_malformed";
  if (!text_is(json_text(jose, "alg"), "RS256")) return "algorithm_not_allowed";
  if (json_get(jose, "crit")) return "critical_header_unsupported";
  text named = json_text(jose, "kid");
  if (!named.at || named.length > sizeof kept_kid) return "key_unknown";
  memcpy(kept_kid, named.at, named.length);
  *kid = (text){kept_kid, named.length};
  EVP_PKEY *key = key_of(named);
  if (!key) return "key_unknown";

  EVP_MD_CTX *context = EVP_MD_CTX_new();
  bool valid = context && EVP_DigestVerifyInit(context, NULL, sha256, NULL, key) == 1 &&
    EVP_DigestVerify(context, signature, (size_t)signature_length, (const unsigned char *)token.at, (size_t)(second - token.at)) == 1;
  EVP_MD_CTX_free(context);
  if (!valid) return "signature_invalid";

  *claims = json_parse(arena, (char *)payload, (size_t)payload_length);
  return *claims ? check_claims(*claims) : "token_malformed";
}

/* ---- the rules ---- */

static int split(text path, text *segments) {
  int count = 0;
  if (!path.length || path.at[0] != '/') return -1;
  for (size_t start = 1; start <= path.length;) {
    const char *slash = memchr(path.at + start, '/', path.length - start);
    size_t end = slash ? (size_t)(slash - path.at) : path.length;
    if (count == MAX_SEGMENTS) return -1;
    segments[count++] = (text){path.at + start, end - start};
    start = end + 1;
  }
  return count;
}

static bool segment_matches(text pattern, text segment, const struct json *claims) {
  if (!segment.length) return false;
  if (pattern.length < 2 || pattern.at[0] != '{') return text_equal(pattern, segment);
  if (pattern.length < 8 || memcmp(pattern.at, "{claim:", 7) != 0) return true;
  char name[128];
  size_t length = pattern.length - 8;
  if (length >= sizeof name) return false;
  memcpy(name, pattern.at + 7, length);
  name[length] = 0;
  return text_equal(json_text(claims, name), segment);
}

static bool route_matches(text route, text method, const text *path, int path_count, const struct json *claims) {
  const char *space = memchr(route.at, ' ', route.length);
  if (!space) return false;
  text wanted = {route.at, (size_t)(space - route.at)};
  if (!text_is(wanted, "*") && !text_equal(wanted, method)) return false;
  text pattern[MAX_SEGMENTS];
  int count = split((text){space + 1, route.length - wanted.length - 1}, pattern);
  if (count < 0) return false;
  bool deep = count > 0 && text_is(pattern[count - 1], "**");
  if (deep ? path_count < count - 1 : path_count != count) return false;
  for (int i = 0; i < count - deep; i++) {
    if (!segment_matches(pattern[i], path[i], claims)) return false;
  }
  return true;
}

static bool has(const struct json *array, text value) {
  for (const struct json *item = array ? array->child : NULL; item; item = item->next) {
    if (item->type == JSON_STRING && text_equal(item->value, value)) return true;
  }
  return false;
}

static bool conditions_hold(const struct json *when, const struct json *claims) {
  const struct json *groups = json_get(claims, "cognito:groups");
  for (const struct json *condition = when ? when->child : NULL; condition; condition = condition->next) {
    bool all = text_is(condition->name, "allGroups");
    if (!all && !text_is(condition->name, "anyGroup")) return false;
    bool holds = all;
    for (const struct json *group = condition->child; group; group = group->next) {
      if (has(groups, group->value) != all) {
        holds = !all;
        break;
      }
    }
    if (!holds) return false;
  }
  return true;
}

static bool permitted(text method, text path, const struct json *claims, text *rule_id) {
  text segments[MAX_SEGMENTS];
  int count = split(path, segments);
  bool allowed = false;
  if (count < 0) return false;
  for (const struct json *rule = rules->child; rule; rule = rule->next) {
    if (!conditions_hold(json_get(rule, "when"), claims)) continue;
    const struct json *routes = json_get(rule, "routes");
    for (const struct json *route = routes ? routes->child : NULL; route; route = route->next) {
      if (route->type != JSON_STRING || !route_matches(route->value, method, segments, count, claims)) continue;
      if (text_is(json_text(rule, "effect"), "deny")) return false;
      if (!allowed) *rule_id = json_text(rule, "id");
      allowed = true;
      break;
    }
  }
  return allowed;
}

/* ---- an event ---- */

static text authorization(const struct json *event) {
  const struct json *headers = json_get(event, "headers");
  for (const struct json *header = headers ? headers->child : NULL; header; header = header->next) {
    if (header->name.length == 13 && strncasecmp(header->name.at, "authorization", 13) == 0 && header->type == JSON_STRING) {
      text value = header->value;
      bool bearer = value.length > 7 && strncasecmp(value.at, "Bearer ", 7) == 0;
      return bearer ? (text){value.at + 7, value.length - 7} : (text){0};
    }
  }
  return (text){0};
}

/* The ARN has the form arn:aws:execute-api:region:account:api/stage/METHOD/path. */
static bool split_arn(text arn, text *method, text *path) {
  const char *end = arn.at + arn.length, *at = arn.at, *stage, *verb, *rest;
  for (int colon = 0; colon < 5; colon++) {
    if (!at || !(at = memchr(at, ':', (size_t)(end - at)))) return false;
    at++;
  }
  if (!(stage = memchr(at, '/', (size_t)(end - at))) || !(verb = memchr(stage + 1, '/', (size_t)(end - stage - 1))) ||
      !(rest = memchr(verb + 1, '/', (size_t)(end - verb - 1)))) return false;
  *method = (text){verb + 1, (size_t)(rest - verb - 1)};
  *path = (text){rest, (size_t)(end - rest)};
  return true;
}

static void put_context(struct output *out, const struct json *claims, text rule_id) {
  struct output joined;
  joined.length = 0;
  const struct json *groups = json_get(claims, "cognito:groups"), *expires = json_get(claims, "exp");
  for (const struct json *group = groups ? groups->child : NULL; group; group = group->next) {
    if (joined.length) put(&joined, " ");
    put_bytes(&joined, group->value.at, group->value.length);
  }
  put(out, "\"context\":{");
  put_member(out, "sub", json_text(claims, "sub"));
  put_member(out, "username", json_text(claims, "username"));
  put_member(out, "clientId", json_text(claims, "client_id"));
  put_member(out, "tokenUse", json_text(claims, "token_use"));
  put_member(out, "scope", json_text(claims, "scope"));
  if (groups) put_member(out, "groups", (text){joined.at, joined.length});
  put_member(out, "issuer", json_text(claims, "iss"));
  put_member(out, "jti", json_text(claims, "jti"));
  put(out, ",\"expiresAt\":");
  put_bytes(out, expires->value.at, expires->value.length);
  put_member(out, "ruleId", rule_id);
  put(out, "}");
}

static void put_policy(struct output *out, text sub, text arn, const char *effect) {
  put(out, "{");
  put_member(out, "principalId", sub);
  put(out, ",\"policyDocument\":{\"Version\":\"2012-10-17\",\"Statement\":[{\"Action\":\"execute-api:Invoke\"");
  put_member(out, "Effect", as_text(effect));
  put_member(out, "Resource", arn);
  put(out, "}]},");
}

/* Writes the response. Returns false if the response is an error. */
static bool decide(char *body, size_t length, struct output *out, struct decision *made) {
  static struct json_arena event_arena, claim_arena;
  const struct json *claims = NULL, *event = json_parse(&event_arena, body, length);
  text method, path;
  out->length = 0;
  made->arn = json_text(event, "methodArn");
  if (!made->arn.at || !split_arn(made->arn, &method, &path)) {
    *made = (struct decision){.verdict = "error", .reason = "event_unsupported"};
    put(out, "{\"errorType\":\"Authorizer.EventUnsupported\",\"errorMessage\":\"event_unsupported\"}");
    return false;
  }

  text token = authorization(event);
  made->reason = token.at ? verify(token, &claim_arena, &claims, &made->kid) : "token_missing";
  if (made->reason) {
    made->verdict = "unauthorized";
    put(out, "{\"errorType\":\"Unauthorized\",\"errorMessage\":\"Unauthorized\"}");
    return false;
  }

  made->sub = json_text(claims, "sub");
  made->client = json_text(claims, "client_id");
  if (permitted(method, path, claims, &made->rule)) {
    made->verdict = "allow";
    put_policy(out, made->sub, made->arn, "Allow");
    put_context(out, claims, made->rule);
  } else {
    made->verdict = "deny";
    made->reason = "route_not_permitted";
    put_policy(out, made->sub, made->arn, "Deny");
    put(out, "\"context\":{\"errorCode\":\"route_not_permitted\"}");
  }
  put(out, "}");
  return true;
}

static void log_decision(const struct decision *made, text request_id, long microseconds) {
  static struct output line;
  struct timespec now;
  struct tm utc;
  char stamp[64], number[64];
  clock_gettime(CLOCK_REALTIME, &now);
  gmtime_r(&now.tv_sec, &utc);
  size_t length = strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &utc);
  snprintf(stamp + length, sizeof stamp - length, ".%03ldZ", now.tv_nsec / 1000000);
  line.length = 0;
  put(&line, "{");
  put_member(&line, "timestamp", as_text(stamp));
  put_member(&line, "level", as_text("INFO"));
  put_member(&line, "message", as_text("decision"));
  put_member(&line, "requestId", request_id);
  put_member(&line, "decision", as_text(made->verdict));
  if (made->reason) put_member(&line, "reason", as_text(made->reason));
  put_member(&line, "sub", made->sub);
  put_member(&line, "clientId", made->client);
  put_member(&line, "kid", made->kid);
  put_member(&line, "ruleId", made->rule);
  put_member(&line, "methodArn", made->arn);
  snprintf(number, sizeof number, ",\"durationUs\":%ld}\n", microseconds);
  put(&line, number);
  if (write(STDOUT_FILENO, line.at, line.length) < 0) die("standard output is lost");
}

/* ---- the Runtime API ---- */

static int connect_to(const char *endpoint) {
  char host[64];
  const char *colon = strrchr(endpoint, ':');
  if (!colon || (size_t)(colon - endpoint) >= sizeof host) die("AWS_LAMBDA_RUNTIME_API");
  memcpy(host, endpoint, (size_t)(colon - endpoint));
  host[colon - endpoint] = 0;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(colon + 1))};
  int on = 1, connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (inet_pton(AF_INET, host, &address.sin_addr) != 1 || connection < 0 ||
      connect(connection, (struct sockaddr *)&address, sizeof address) != 0) die("cannot connect to the Runtime API");
  setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return connection;
}

static void send_all(int connection, const char *at, size_t length) {
  while (length) {
    ssize_t sent = write(connection, at, length);
    if (sent <= 0) die("the Runtime API is lost");
    at += sent;
    length -= (size_t)sent;
  }
}

static text header_value(char *head, const char *name) {
  char *at = strcasestr(head, name);
  if (!at) return (text){0};
  at += strlen(name);
  at += strspn(at, " ");
  return (text){at, strcspn(at, "\r")};
}

/* Receives one response. A null byte separates its head from its body. */
static char *receive(int connection, char *buffer, size_t *body_length) {
  size_t have = 0;
  char *body = NULL;
  while (!body || have < (size_t)(body - buffer) + *body_length) {
    ssize_t got = have < MAX_MESSAGE ? read(connection, buffer + have, MAX_MESSAGE - have) : -1;
    if (got <= 0) die("the Runtime API is lost");
    have += (size_t)got;
    buffer[have] = 0;
    char *end = body ? NULL : strstr(buffer, "\r\n\r\n");
    if (end) {
      end[2] = 0;
      body = end + 4;
      text length = header_value(buffer, "\r\ncontent-length:");
      *body_length = length.at ? strtoul(length.at, NULL, 10) : 0;
    }
  }
  return body;
}

int main(void) {
  static char buffer[MAX_MESSAGE + 1], next[256], head[512], id[64];
  static struct output answer, message;
  const char *endpoint = required("AWS_LAMBDA_RUNTIME_API");
  fill_sextets();
  load();
  int connection = connect_to(endpoint);
  snprintf(next, sizeof next, "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: %s\r\n\r\n", endpoint);
  for (;;) {
    size_t length;
    send_all(connection, next, strlen(next));
    char *body = receive(connection, buffer, &length);
    text request_id = header_value(buffer, "\r\nlambda-runtime-aws-request-id:");
    if (strncmp(buffer, "HTTP/1.1 200", 12) != 0 || !request_id.at || request_id.length >= sizeof id) die("no event");
    memcpy(id, request_id.at, request_id.length);
    id[request_id.length] = 0;

    struct timespec start, end;
    struct decision made = {0};
    clock_gettime(CLOCK_MONOTONIC, &start);
    bool answered = decide(body, length, &answer, &made);
    clock_gettime(CLOCK_MONOTONIC, &end);
    log_decision(&made, as_text(id), (end.tv_sec - start.tv_sec) * 1000000 + (end.tv_nsec - start.tv_nsec) / 1000);

    snprintf(head, sizeof head, "POST /2018-06-01/runtime/invocation/%s/%s HTTP/1.1\r\nHost: %s\r\n%sContent-Length: %zu\r\n\r\n",
      id, answered ? "response" : "error", endpoint,
      answered ? "" : "Lambda-Runtime-Function-Error-Type: Authorizer.Refused\r\n", answer.length);
    message.length = 0;
    put(&message, head);
    put_bytes(&message, answer.at, answer.length);
    send_all(connection, message.at, message.length);
    receive(connection, buffer, &length);
  }
}
