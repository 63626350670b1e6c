#include "json.h"

#include <stdint.h>
#include <string.h>

#define MAX_DEPTH 32

struct reader { struct json_arena *arena; char *at, *end; };

static struct json *read_value(struct reader *r, int depth);

static void skip_space(struct reader *r) {
  while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\n' || *r->at == '\r')) r->at++;
}

static bool take(struct reader *r, char c) {
  skip_space(r);
  if (r->at == r->end || *r->at != c) return false;
  r->at++;
  return true;
}

static struct json *new_node(struct reader *r, enum json_type type) {
  if (r->arena->used == JSON_MAX_NODES) return NULL;
  struct json *node = &r->arena->nodes[r->arena->used++];
  *node = (struct json){.type = type};
  return node;
}

static int hex4(const char *at) {
  int value = 0;
  for (int i = 0; i < 4; i++) {
    char c = at[i];
    int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

static char *put_utf8(char *to, uint32_t c) {
  if (c < 0x80) {
    *to++ = (char)c;
  } else if (c < 0x800) {
    *to++ = (char)(0xC0 | c >> 6);
    *to++ = (char)(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    *to++ = (char)(0xE0 | c >> 12);
    *to++ = (char)(0x80 | (c >> 6 & 0x3F));
    *to++ = (char)(0x80 | (c & 0x3F));
  } else {
    *to++ = (char)(0xF0 | c >> 18);
    *to++ = (char)(0x80 | (c >> 12 & 0x3F));
    *to++ = (char)(0x80 | (c >> 6 & 0x3F));
    *to++ = (char)(0x80 | (c & 0x3F));
  }
  return to;
}

/* Reads \uXXXX or a surrogate pair of two such escapes. r->at is after the first u. */
static bool read_unicode(struct reader *r, char **to) {
  if (r->end - r->at < 4) return false;
  int high = hex4(r->at);
  r->at += 4;
  if (high <= 0 || (high >= 0xDC00 && high <= 0xDFFF)) return false;
  uint32_t c = (uint32_t)high;
  if (high >= 0xD800 && high <= 0xDBFF) {
    if (r->end - r->at < 6 || r->at[0] != '\\' || r->at[1] != 'u') return false;
    int low = hex4(r->at + 2);
    if (low < 0xDC00 || low > 0xDFFF) return false;
    r->at += 6;
    c = 0x10000 + ((uint32_t)(high - 0xD800) << 10) + (uint32_t)(low - 0xDC00);
  }
  *to = put_utf8(*to, c);
  return true;
}

static bool read_string(struct reader *r, text *value) {
  if (!take(r, '"')) return false;
  char *start = r->at, *to = r->at;
  while (r->at < r->end) {
    char c = *r->at++;
    if (c == '"') {
      *value = (text){start, (size_t)(to - start)};
      return true;
    }
    if ((unsigned char)c < 0x20) return false;
    if (c != '\\') {
      *to++ = c;
      continue;
    }
    if (r->at == r->end) return false;
    switch (c = *r->at++) {
      case '"': case '\\': case '/': *to++ = c; break;
      case 'b': *to++ = '\b'; break;
      case 'f': *to++ = '\f'; break;
      case 'n': *to++ = '\n'; break;
      case 'r': *to++ = '\r'; break;
      case 't': *to++ = '\t'; break;
      case 'u': if (!read_unicode(r, &to)) return false; break;
      default: return false;
    }
  }
  return false;
}

static bool digits(struct reader *r) {
  char *start = r->at;
  while (r->at < r->end && *r->at >= '0' && *r->at <= '9') r->at++;
  return r->at > start;
}

static struct json *read_number(struct reader *r) {
  char *start = r->at;
  if (r->at < r->end && *r->at == '-') r->at++;
  char *first = r->at;
  if (!digits(r) || (*first == '0' && r->at - first > 1)) return NULL;
  if (r->at < r->end && *r->at == '.') {
    r->at++;
    if (!digits(r)) return NULL;
  }
  if (r->at < r->end && (*r->at | 32) == 'e') {
    r->at++;
    if (r->at < r->end && (*r->at == '+' || *r->at == '-')) r->at++;
    if (!digits(r)) return NULL;
  }
  struct json *node = new_node(r, JSON_NUMBER);
  if (node) node->value = (text){start, (size_t)(r->at - start)};
  return node;
}

static struct json *read_word(struct reader *r, const char *word, enum json_type type) {
  size_t length = strlen(word);
  if ((size_t)(r->end - r->at) < length || memcmp(r->at, word, length) != 0) return NULL;
  r->at += length;
  return new_node(r, type);
}

static struct json *read_container(struct reader *r, enum json_type type, char close, int depth) {
  struct json *node = new_node(r, type);
  if (!node || depth == MAX_DEPTH) return NULL;
  r->at++;
  if (take(r, close)) return node;
  const struct json **link = &node->child;
  do {
    text name = {0};
    if (type == JSON_OBJECT && (!read_string(r, &name) || !take(r, ':'))) return NULL;
    struct json *member = read_value(r, depth + 1);
    if (!member) return NULL;
    member->name = name;
    *link = member;
    link = &member->next;
  } while (take(r, ','));
  return take(r, close) ? node : NULL;
}

static struct json *read_value(struct reader *r, int depth) {
  skip_space(r);
  if (r->at == r->end) return NULL;
  switch (*r->at) {
    case '{': return read_container(r, JSON_OBJECT, '}', depth);
    case '[': return read_container(r, JSON_ARRAY, ']', depth);
    case 't': return read_word(r, "true", JSON_TRUE);
    case 'f': return read_word(r, "false", JSON_FALSE);
    case 'n': return read_word(r, "null", JSON_NULL);
    case '"': {
      struct json *node = new_node(r, JSON_STRING);
      return node && read_string(r, &node->value) ? node : NULL;
    }
    default: return read_number(r);
  }
}

const struct json *json_parse(struct json_arena *arena, char *start, size_t length) {
  arena->used = 0;
  struct reader r = {arena, start, start + length};
  struct json *root = read_value(&r, 0);
  skip_space(&r);
  return root && r.at == r.end ? root : NULL;
}

const struct json *json_get(const struct json *node, const char *name) {
  if (!node || node->type != JSON_OBJECT) return NULL;
  for (const struct json *member = node->child; member; member = member->next) {
    if (text_is(member->name, name)) return member;
  }
  return NULL;
}

text json_text(const struct json *node, const char *name) {
  const struct json *member = json_get(node, name);
  return member && member->type == JSON_STRING ? member->value : (text){0};
}

bool text_is(text value, const char *other) {
  return value.at && value.length == strlen(other) && memcmp(value.at, other, value.length) == 0;
}

bool text_equal(text one, text other) {
  return one.at && other.at && one.length == other.length && memcmp(one.at, other.at, one.length) == 0;
}
