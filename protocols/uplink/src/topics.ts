import type { DownMessage } from './messages/down-message.ts'
import type { UpMessage } from './messages/up-message.ts'
import { UplinkError } from './uplink-error.ts'

/** What all topics of interface G2 begin with. */
const root = 'ferraris/g2'

const concentratorName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/**
 * Where a concentrator publishes messages of a kind: `ferraris/g2/<concentrator>/up/<kind>`. Frames for people to watch
 * have a topic beside it, `ferraris/g2/<concentrator>/live`, so that a subscriber to readings does not get them.
 */
export function upTopic(concentrator: string, kind: UpMessage['kind']): string {
  return `${root}/${named(concentrator)}/${kind === 'frames' ? 'live' : `up/${kind}`}`
}

/** Where a concentrator hears messages of a kind: `ferraris/g2/<concentrator>/down/<kind>`. */
export function downTopic(concentrator: string, kind: DownMessage['kind']): string {
  return `${root}/${named(concentrator)}/down/${kind}`
}

/** All that is for one concentrator. */
export function downFilter(concentrator: string): string {
  return `${root}/${named(concentrator)}/down/+`
}

/** All that is for the head-end. */
export const upFilters: readonly string[] = [`${root}/+/up/+`, `${root}/+/live`]

/** A topic of ours taken apart; `frames` is the kind of what is live. */
export interface Topic {
  readonly concentrator: string
  readonly direction: 'up' | 'down'
  readonly kind: string
}

/** Throws {@link UplinkError} `wrong-topic`. */
export function parseTopic(topic: string): Topic {
  const [, concentrator, rest] = /^ferraris\/g2\/([^/+#]+)\/(live|(?:up|down)\/[a-z-]+)$/.exec(topic) ?? []
  if (concentrator === undefined || rest === undefined || !concentratorName.test(concentrator)) {
    throw new UplinkError('wrong-topic', '', 'not a topic of interface G2')
  }
  if (rest === 'live') return { concentrator, direction: 'up', kind: 'frames' }
  const [direction, kind] = rest.split('/') as ['up' | 'down', string]
  return { concentrator, direction, kind }
}

function named(concentrator: string): string {
  if (concentratorName.test(concentrator)) return concentrator
  throw new UplinkError(
    'wrong-topic',
    'concentrator',
    'a concentrator is named with letters, digits, dot, dash and underscore; at most 64',
  )
}
