// Signs in with the authorization code flow and PKCE (RFC 7636), and keeps the tokens only in this variable: other scripts cannot read
// them from storage later, and a reload discards them.
let tokens;

// The refresh in progress.
let refreshing;

const settings = JSON.parse(document.getElementById('settings').textContent);
const page = location.origin + location.pathname;

const encode = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const random = () => encode(crypto.getRandomValues(new Uint8Array(32)));

async function signIn() {
  const verifier = random();
  const state = random();
  // The verifier works once, and only together with the code, so it may be stored during the redirect.
  sessionStorage.setItem('sign-in', JSON.stringify({ verifier, state }));
  const challenge = encode(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)));
  location.assign(`${settings.domain}/oauth2/authorize?${new URLSearchParams({
    response_type: 'code', client_id: settings.clientId, redirect_uri: page, scope: settings.scope, state,
    code_challenge: challenge, code_challenge_method: 'S256',
  })}`);
}

async function returnFromSignIn(parameters) {
  const begun = JSON.parse(sessionStorage.getItem('sign-in') ?? '{}');
  sessionStorage.removeItem('sign-in');
  // The code must stay neither in the address bar nor in the history.
  history.replaceState(null, '', page);
  if (!begun.state || parameters.get('state') !== begun.state) {
    throw new Error('this sign-in was not begun here');
  }
  await redeem({ grant_type: 'authorization_code', code: parameters.get('code'), redirect_uri: page, code_verifier: begun.verifier });
}

async function redeem(grant) {
  const response = await fetch(`${settings.domain}/oauth2/token`, {
    method: 'POST', body: new URLSearchParams({ client_id: settings.clientId, ...grant }),
  });
  if (!response.ok) {
    throw new Error(`signing in failed (${response.status})`);
  }
  // With rotation each response has a new refresh token; without it, the first one stays valid.
  tokens = { ...tokens, ...(await response.json()) };
}

// All calls in progress share one refresh: with rotation, a second one would send a refresh token that was already used.
function refresh() {
  refreshing ??= redeem({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token }).finally(() => { refreshing = undefined; });
  return refreshing;
}

async function call(path) {
  const send = (token) => fetch(settings.api + path, { headers: { authorization: `Bearer ${token}` } });
  const token = tokens.access_token;
  const response = await send(token);
  // 401: the token has expired, so a new one may help. 403: it will not.
  if (response.status !== 401 || !tokens?.refresh_token) {
    return response;
  }
  // Another call may have refreshed while this one waited for its answer.
  if (tokens.access_token === token) {
    await refresh();
  }
  return send(tokens.access_token);
}

async function signOut() {
  const form = new URLSearchParams({ token: tokens.refresh_token, client_id: settings.clientId });
  tokens = undefined;
  try {
    // Cognito refuses the refresh token from then on. Its response is not needed, so no CORS headers are.
    await fetch(`${settings.domain}/oauth2/revoke`, { method: 'POST', mode: 'no-cors', body: form });
  } finally {
    // Ends the session of Cognito's pages too. Otherwise the next sign-in would ask for no password.
    location.assign(`${settings.domain}/logout?${new URLSearchParams({ client_id: settings.clientId, logout_uri: page })}`);
  }
}

const show = (text) => { document.getElementById('answer').textContent = text; };

document.getElementById('sign-in').addEventListener('click', signIn);
document.getElementById('sign-out').addEventListener('click', signOut);
document.getElementById('call').addEventListener('click', async () => {
  const response = await call('/pets');
  show(`${response.status} ${await response.text()}`);
});

const parameters = new URLSearchParams(location.search);
if (parameters.has('code')) {
  try {
    await returnFromSignIn(parameters);
    document.getElementById('call').hidden = false;
    document.getElementById('sign-out').hidden = false;
    show('signed in');
  } catch (error) {
    show(error.message);
  }
}
