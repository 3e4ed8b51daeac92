import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

type Rgb = readonly [number, number, number]

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')
const colours = [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)]
function theme(index: 2 | 3): Map<string, Rgb> {
  return new Map(colours.map(match => [match[1]!, rgbOf(match[index]!)]))
}

function rgbOf(hex: string): Rgb {
  return [1, 3, 5].map(at => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb
}

/** Relative luminance (WCAG 2.2, glossary). */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map(channel => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const grounds = ['canvas', 'surface', 'sunken', 'tint']

describe.each([
  ['light', theme(2)],
  ['dark', theme(3)],
] as const)('the %s theme', (_, tokens) => {
  const on = (colour: string, ground: string) => contrast(tokens.get(colour)!, tokens.get(ground)!)

  test('keeps every text readable on every ground', () => {
    for (const ground of grounds) {
      for (const text of ['ink', 'ink-2', 'ink-3', 'accent']) {
        expect(on(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5)
      }
    }
    expect(on('on-accent', 'accent')).toBeGreaterThanOrEqual(4.5)
    for (const word of ['critical', 'major']) expect(on(word, 'surface'), word).toBeGreaterThanOrEqual(4.5)
  })

  test('keeps curves, marks and the edges of controls visible', () => {
    const shapes = ['import', 'export', 'reactive', 'comparison', 'critical', 'major', 'info', 'edge']
    for (const shape of shapes) expect(on(shape, 'surface'), shape).toBeGreaterThanOrEqual(3)
  })
})
