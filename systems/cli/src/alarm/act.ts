import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'

export type DeskVerb = 'acknowledge' | 'assign' | 'comment' | 'close'

/** `alarm acknowledge` and its like, of alarms and of incidents. */
export async function act(
  of: 'alarm' | 'incident',
  action: DeskVerb,
  numbers: readonly string[],
  { headEnd, json, to, comment }: AskOptions & { readonly to?: string; readonly comment?: string },
): Promise<void> {
  const body = {
    ids: numbers.map(Number),
    action,
    ...(to !== undefined && { to }),
    ...(comment !== undefined && { comment }),
  }
  const outcome = (await new HeadEndDoor(headEnd).post(
    `/${of}s/actions`,
    body,
    `to ${action} ${of} ${numbers.join(', ')}`,
  )) as { readonly changed: number }
  show(json, outcome, () => `${outcome.changed} of ${numbers.length} changed`)
}
