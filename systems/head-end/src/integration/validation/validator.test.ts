import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeSoap, xsdFiles } from '@ferraris/cim'
import { afterAll, expect, test } from 'vitest'
import { read, switchOrder } from '../testing/partner.fixture.ts'
import { openValidator } from './validator.ts'

const folder = mkdtempSync(join(tmpdir(), 'ferraris-schemas-'))
afterAll(() => rmSync(folder, { recursive: true }))
const order = switchOrder('3.31.0.23', ['FER00000001'], { MessageID: 'm-1' })
function octets(xml: string): Uint8Array {
  return new TextEncoder().encode(xml)
}

test('a message that fits passes, in SOAP or without; one that does not is refused by element', () => {
  const validate = openValidator({})
  validate(octets(order))
  validate(encodeSoap(read(order), { version: '1.1' }))
  const wrong = order.replace('<Verb>create</Verb>', '<Verb>destroy</Verb>')
  expect(() => validate(octets(wrong))).toThrow(
    expect.objectContaining({ code: 'schema-violated', detail: expect.stringContaining('Verb') }),
  )
  const misplaced = order.replace('<Source>MDM</Source>', '').replace('<Verb>', '<Source>MDM</Source><Verb>')
  expect(() => validate(octets(misplaced))).toThrow(expect.objectContaining({ code: 'schema-violated' }))
})

test("a partner's schemas take the place of ours", () => {
  for (const [name, text] of xsdFiles('2011')) writeFileSync(join(folder, name), text)
  openValidator({ schemas: folder })(octets(order))
})

test('a folder without schemas, and schemas that are none, are told at the start', () => {
  expect(() => openValidator({ schemas: join(folder, 'nowhere') })).toThrow(
    expect.objectContaining({ code: 'schemas-unusable' }),
  )
  const broken = mkdtempSync(join(folder, 'broken-'))
  expect(() => openValidator({ schemas: broken })).toThrow(
    expect.objectContaining({ code: 'schemas-unusable' }),
  )
  writeFileSync(
    join(broken, 'a.xsd'),
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element/></xs:schema>',
  )
  expect(() => openValidator({ schemas: broken })).toThrow(
    expect.objectContaining({ code: 'schemas-unusable' }),
  )
})
