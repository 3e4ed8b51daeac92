import { style } from '../terminal/style.ts'

/** What a person is told when a concentrator's connection to its head-end comes or goes. */
export function connectionText(state: 'up' | 'down', broker: string, error: Error | undefined): string {
  if (state === 'up') return `${style.success('●')} connected to ${broker}`
  const reason = error === undefined || error.message === '' ? 'the connection was closed' : error.message
  const advice = /not authorized|bad user/i.test(reason)
    ? '; see the name, and the credential in FERRARIS_CONCENTRATOR_CREDENTIAL'
    : ''
  return `○ no way to ${broker}: ${reason}${advice}. It is tried again; the line is read meanwhile.`
}
