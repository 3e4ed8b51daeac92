import { describe, expect, test } from 'vitest'
import { preferredLanguage } from './locales.ts'

describe('preferred language', () => {
  test('takes the first wish that is spoken, whatever its region', () => {
    expect(preferredLanguage(['fr-CA', 'es-MX', 'it'])).toBe('es')
  })
  test('falls back to English', () => {
    expect(preferredLanguage(['fi', 'toString'])).toBe('en')
    expect(preferredLanguage([])).toBe('en')
  })
})
