import { fromHex, toHex } from '@ferraris/bytes'
import { expect, test } from 'vitest'
import { PushAssembler } from './push-assembler.ts'

const blocks = ['e0400001000002aabb', 'e0400002000001cc', 'e0c0000300000103'].map(fromHex)

test('an APDU that is no block passes', () => {
  expect(new PushAssembler().push(fromHex('0f00000001000000'))).toEqual(fromHex('0f00000001000000'))
})

test('blocks are put together, though one comes twice', () => {
  const assembler = new PushAssembler()
  const [one, two, three] = blocks
  expect([one, two, two].map(block => assembler.push(block!))).toEqual([undefined, undefined, undefined])
  expect(toHex(assembler.push(three!)!)).toBe('aabbcc03')
})

test('a lost block costs the message, not the next one', () => {
  const assembler = new PushAssembler()
  assembler.push(blocks[0]!)
  expect(() => assembler.push(blocks[2]!)).toThrow('block 3 where block 2 was due')
  for (const block of blocks.slice(0, 2)) assembler.push(block)
  expect(toHex(assembler.push(blocks[2]!)!)).toBe('aabbcc03')
})

test('a message that never ends is given up at the bound', () => {
  expect(() => {
    const assembler = new PushAssembler(1000)
    for (let number = 1; ; number++)
      assembler.push(fromHex(`e040${number.toString(16).padStart(4, '0')}000004deadbeef`))
  }).toThrow('more than 1000 octets')
})
