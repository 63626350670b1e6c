// The browser sends the cookie. The header tells the API that a script of an allowed origin asks: a form of another site cannot send it,
// and a script of another origin may not, because its preflight is refused (AUTHORIZER_REQUIRED_HEADERS=X-Requested-With).
const settings = JSON.parse(document.getElementById('settings').textContent);

document.getElementById('call').addEventListener('click', async () => {
  const response = await fetch(`${settings.api}/pets`, { credentials: 'include', headers: { 'x-requested-with': 'fetch' } });
  const answer = document.getElementById('answer');
  answer.textContent = response.status === 401 ? 'sign in again' : `${response.status} ${await response.text()}`;
});
