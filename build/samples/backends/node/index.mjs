/** The caller, from the authorizer's context. REST APIs pass every value as text; HTTP APIs (payload 2.0) pass values unchanged under `lambda`. */
export function caller(event) {
  const authorizer = event.requestContext?.authorizer;
  const context = authorizer?.lambda ?? authorizer;
  if (!context?.sub) {
    // Only the authorizer fills the context, so this route has no authorizer.
    throw new Error('the route has no authorizer');
  }
  return {
    sub: context.sub,
    username: context.username,
    clientId: context.clientId,
    scopes: words(context.scope),
    groups: words(context.groups),
    expiresAt: new Date(Number(context.expiresAt) * 1000),
  };
}

// Separated by spaces; a space or a percent sign in a name is escaped.
const words = (text) => (text ?? '').split(' ').filter(Boolean).map((word) => word.replaceAll('%20', ' ').replaceAll('%25', '%'));

export async function handler(event) {
  const { sub, username, groups } = caller(event);
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ sub, username, groups }) };
}
