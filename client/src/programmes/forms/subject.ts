import type { Obis } from '@ferraris/cosem'
import { objectName } from '../../objects/object-name.ts'

/** What an order sets at one of several objects: of two orders with the same subject the later one wins. */
export function subjectAt(what: string, object: string | undefined, usual: Obis): string {
  return `${what} ${object === undefined ? usual : objectName(object)}`
}
