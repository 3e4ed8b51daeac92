import { post } from './connection.js'
import { element } from './dom.js'
import { words } from './words.js'

/** The form with which a person pairs this phone; `lost` where it was paired before. */
export function pairingForm(lost, onPaired) {
  const problem = element('p', { role: 'alert' })
  const input = element('input', {
    id: 'code',
    inputmode: 'numeric',
    autocomplete: 'one-time-code',
    maxlength: '12',
    required: true,
  })
  async function submit(event) {
    event.preventDefault()
    const { ok, document } = await post('/api/v1/pairings', { code: input.value, name: navigator.platform })
    if (ok) return onPaired()
    problem.textContent = words.pairErrors[document.code] ?? document.detail
    input.select()
  }
  return element(
    'section',
    {},
    element('h1', {}, words.pairTitle),
    lost && element('p', {}, words.pairLost),
    element('p', { class: 'quiet' }, words.pairHint),
    element(
      'form',
      { onsubmit: submit },
      element('label', { for: 'code' }, words.code),
      input,
      problem,
      element('button', { class: 'main' }, words.pair),
    ),
  )
}
