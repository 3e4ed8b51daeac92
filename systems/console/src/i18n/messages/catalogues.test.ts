import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage'
import { describe, expect, test } from 'vitest'
import en from './en.json' with { type: 'json' }
import es from './es.json' with { type: 'json' }
import it from './it.json' with { type: 'json' }

type Catalogue = Record<string, string>
const translations: [language: string, Catalogue][] = [
  ['Italian', it],
  ['Spanish', es],
]

/** The names of the values that a message takes, at every depth. */
function valuesOf(message: string): string[] {
  const names = new Set<string>()
  const walk = (tokens: unknown): void => {
    if (!Array.isArray(tokens)) return
    for (const token of tokens) {
      if (!Array.isArray(token)) continue
      names.add(String(token[0]))
      for (const choice of Object.values((token[2] as object) ?? {})) walk(choice)
    }
  }
  walk(compileMessageOrThrow(message))
  return [...names].sort()
}

describe.each(translations)('the %s catalogue', (_, catalogue) => {
  test('has a text for every English one, and no other', () => {
    expect(Object.keys(catalogue).sort()).toEqual(Object.keys(en).sort())
  })
  test('uses the same values in each text', () => {
    for (const [id, text] of Object.entries(en)) expect(valuesOf(catalogue[id]!), id).toEqual(valuesOf(text))
  })
  test('leaves no text empty', () => {
    expect(Object.values(catalogue).filter(text => text.trim() === '')).toEqual([])
  })
})
