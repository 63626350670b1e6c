/* A small JSON reader. It reads one document into an arena of nodes, which point into the text. */
#ifndef JSON_H
#define JSON_H
#include <stdbool.h>
#include <stddef.h>

enum json_type { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

typedef struct { const char *at; size_t length; } text;

struct json {
  enum json_type type;
  text name;  /* the unescaped name of an object's member */
  text value; /* the unescaped text of a string, or the unchanged text of a number */
  const struct json *child, *next;
};

#define JSON_MAX_NODES 1024

struct json_arena { struct json nodes[JSON_MAX_NODES]; int used; };

/* Returns the document, or NULL if the text is not valid JSON. Changes the text, because escapes are decoded in place. */
const struct json *json_parse(struct json_arena *arena, char *start, size_t length);

/* Returns a member of an object. Returns NULL if the member does not exist or the node is not an object. */
const struct json *json_get(const struct json *node, const char *name);

/* Returns the text of a member with the type string; otherwise an empty text with a null pointer. */
text json_text(const struct json *node, const char *name);

bool text_is(text value, const char *other);
bool text_equal(text one, text other);
#endif
