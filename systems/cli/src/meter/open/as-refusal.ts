import { ClientError, type ClientFault } from '@ferraris/client'
import { InputError } from '../../errors.ts'
import { type ApplicationFault, ApplicationRefusal } from '../application-refusal.ts'
import { clientHint } from './client-hint.ts'

/** Codes that scripts know from the meter itself. */
const codes: Partial<Record<ClientFault, ApplicationFault>> = {
  'no-object': 'object-undefined',
  'other-class': 'object-class-inconsistent',
  'unexpected-value': 'type-unmatched',
}

/** What a meter refuses a client, with advice on which client may. Other errors are given back as they are. */
export function asRefusal(error: unknown, client?: number): unknown {
  if (!(error instanceof ClientError)) return error
  const { code, result, message } = error
  if (code === 'secret-missing')
    return new InputError('--keys', message, 'give a file that has it with --keys FILE', { cause: error })
  const unseen = code === 'no-object' || result === 'object-undefined'
  const mayNot = unseen || result === 'read-write-denied'
  const list = unseen ? '; see `ferraris meter objects`' : ''
  const hint = mayNot && client !== undefined ? clientHint(client) : ''
  return new ApplicationRefusal(result ?? codes[code] ?? code, `${message}${list}${hint}`, { cause: error })
}
