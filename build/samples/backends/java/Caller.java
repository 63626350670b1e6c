import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Who calls, as the authorizer says. A handler of aws-lambda-java-core gets the event as a map:
 * {@code class Handler implements RequestHandler<Map<String, Object>, Map<String, Object>>}.
 */
public record Caller(String sub, String username, List<String> scopes, List<String> groups) {

    /** REST APIs pass every value as text, HTTP APIs (payload 2.0) under "lambda" and as it is. */
    public static Caller of(Map<String, Object> event) {
        Map<?, ?> authorizer = map(map(event.get("requestContext")).get("authorizer"));
        Map<?, ?> context = authorizer.containsKey("lambda") ? map(authorizer.get("lambda")) : authorizer;
        if (!(context.get("sub") instanceof String sub)) {
            // Nothing but the authorizer fills the context, so this route has none.
            throw new SecurityException("the route has no authorizer");
        }
        return new Caller(sub, (String) context.get("username"), words(context.get("scope")), words(context.get("groups")));
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    // Separated by spaces; a space or a percent sign in a name is escaped.
    private static List<String> words(Object text) {
        return text instanceof String words && !words.isEmpty()
            ? Arrays.stream(words.split(" ")).map(word -> word.replace("%20", " ").replace("%25", "%")).toList()
            : List.of();
    }
}
