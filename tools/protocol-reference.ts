/**
 * Writes classes, services, messages and tables.md of docs/reference from the declarations in protocols/:
 * `node tools/protocol-reference.ts`. A test fails when the pages and the declarations differ.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { classPages } from './protocol-reference/class-pages.ts'
import { messagePages } from './protocol-reference/message-pages.ts'
import { servicePages } from './protocol-reference/service-pages.ts'
import { tablePage } from './protocol-reference/table-page.ts'

/** Each page by its path below docs/reference. */
export function protocolReference(): ReadonlyMap<string, string> {
  return new Map([...classPages(), ...servicePages(), ...messagePages(), tablePage()])
}

if (import.meta.main) {
  const reference = join(import.meta.dirname, '../docs/reference')
  for (const folder of ['classes', 'services', 'messages'])
    rmSync(join(reference, folder), { recursive: true, force: true })
  for (const [path, page] of protocolReference()) {
    mkdirSync(dirname(join(reference, path)), { recursive: true })
    writeFileSync(join(reference, path), page)
  }
}
