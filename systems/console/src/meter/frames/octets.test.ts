import { describe, expect, test } from 'vitest'
import type { Frame } from '../../api/resources.ts'
import { decodedFrame, nodeById, octetsOf, pathAt } from './octets.ts'

const frame: Frame = {
  direction: 'sent',
  time: '2026-11-21T00:00:00Z',
  title: 'Get-Request',
  hex: '0001 0002 0001 0004 C8 01 AA BB',
  layers: [
    {
      name: 'wrapper',
      from: 0,
      to: 12,
      fields: [
        { name: 'version', from: 0, to: 2, value: '1' },
        { name: 'payload', from: 8, to: 12 },
      ],
    },
    { name: 'glo-get-request', from: 8, to: 12, fields: [{ name: 'tag', from: 8, to: 9, value: '200' }] },
    {
      name: 'get-request',
      from: 0,
      to: 3,
      hex: 'C00181',
      fields: [
        { name: 'tag', from: 0, to: 1 },
        {
          name: 'get-request-normal',
          from: 1,
          to: 3,
          fields: [{ name: 'invoke-id-and-priority', from: 2, to: 3, value: '0x81' }],
        },
      ],
    },
  ],
}

describe('a frame', () => {
  const { blocks, layers } = decodedFrame(frame)
  const names = (path: { name: string }[]) => path.map(({ name }) => name)

  test('has a block of octets for the wire and one for each deciphered layer', () => {
    expect(blocks.map(({ octets }) => octets.length)).toEqual([12, 3])
    expect(blocks[1]).toEqual({ layer: 'get-request', octets: ['c0', '01', '81'] })
  })
  test('leads from an octet to its smallest field, through the innermost layer', () => {
    expect(names(pathAt(layers, 0, 1))).toEqual(['wrapper', 'version'])
    expect(names(pathAt(layers, 0, 8))).toEqual(['glo-get-request', 'tag'])
    expect(names(pathAt(layers, 1, 2))).toEqual([
      'get-request',
      'get-request-normal',
      'invoke-id-and-priority',
    ])
  })
  test('leads nowhere from an octet that no field names', () => {
    expect(names(pathAt(layers, 0, 5))).toEqual(['wrapper'])
    expect(pathAt(layers, 1, 9)).toEqual([])
  })
  test('finds a node by its id', () => {
    expect(nodeById(layers, '2.1.0')?.name).toBe('invoke-id-and-priority')
    expect(nodeById(layers, '7')).toBeNull()
  })
})

test('hex may have spaces and capitals', () => {
  expect(octetsOf('0A fF\n01')).toEqual(['0a', 'ff', '01'])
  expect(octetsOf('')).toEqual([])
})
