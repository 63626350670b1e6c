/* A small JSON reader: one document into an arena of nodes that point into the text. */
#ifndef JSON_H
#define JSON_H
#include <stdbool.h>
#include <stddef.h>

enum json_type { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

typedef struct { const char *at; size_t length; } text;

struct json {
  enum json_type type;
  text name;  /* of a member of an object, unescaped */
  text value; /* of a string, unescaped in place; of a number, as it stands */
  const struct json *child, *next;
};

#define JSON_MAX_NODES 1024

struct json_arena { struct json nodes[JSON_MAX_NODES]; int used; };

/* The document, or NULL if it is not valid. The text is changed: escapes are decoded in place. */
const struct json *json_parse(struct json_arena *arena, char *start, size_t length);

/* A member of an object; NULL if there is none, or node is not an object. */
const struct json *json_get(const struct json *node, const char *name);

/* A member of the type string; an empty text with a null pointer otherwise. */
text json_text(const struct json *node, const char *name);

bool text_is(text value, const char *other);
bool text_equal(text one, text other);
#endif
