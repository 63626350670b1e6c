// The browser sends the cookie. The header proves that a script of an allowed origin sends the request: a form on another site cannot
// send it, and the preflight of a script on another origin is refused (AUTHORIZER_REQUIRED_HEADERS=X-Requested-With).
const settings = JSON.parse(document.getElementById('settings').textContent);

document.getElementById('call').addEventListener('click', async () => {
  const response = await fetch(`${settings.api}/pets`, { credentials: 'include', headers: { 'x-requested-with': 'fetch' } });
  const answer = document.getElementById('answer');
  answer.textContent = response.status === 401 ? 'sign in again' : `${response.status} ${await response.text()}`;
});
