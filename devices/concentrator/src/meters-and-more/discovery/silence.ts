import type { Course } from '../../network/procedure.ts'
import type { Section } from '../../section.ts'
import { converse } from '../exchange/request.ts'
import { networkMessageOf } from './network-message.ts'
import { silence } from './requests.ts'

/**
 * Keeps a meter that has been found from answering on, over the best way to it: which proves that way, too. True when
 * it has acknowledged.
 */
export function* calm(section: Section, aca: string): Course<boolean> {
  const answer = yield* converse(section, aca, silence, 2)
  if (answer === undefined) return false
  const message = networkMessageOf(answer)
  return message?.kind === 'nack.response' && message.error === 0
}
