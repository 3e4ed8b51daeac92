import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { pageFile } from '../local/pages.ts'
import { troubles } from '../view/trouble.ts'

type Words = Readonly<Record<string, unknown>>

async function wordsOf(language: string): Promise<Words> {
  const module = (await import(new URL(`words/${language}.js`, import.meta.url).href)) as Record<
    string,
    Words
  >
  return module[language]!
}

/** Every place in the words, and what stands there: text, a function of so many values. */
function formOf(words: unknown, path = ''): string[] {
  if (typeof words === 'function') return [`${path}(${words.length})`]
  if (typeof words !== 'object' || words === null) return [path]
  return Object.entries(words).flatMap(([name, value]) => formOf(value, `${path}.${name}`))
}

test('each language says the same things, and has a remedy for each trouble', async () => {
  const english = await wordsOf('en')
  for (const language of ['it', 'es'])
    expect(formOf(await wordsOf(language)), language).toEqual(formOf(english))
  for (const code of troubles) expect(english.trouble).toHaveProperty([code])
})

test('every file of the page is served, and none that is not one of it', () => {
  const folder = new URL('.', import.meta.url)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    name => /\.\w+$/.test(name) && !name.endsWith('.test.ts'),
  )
  for (const name of files)
    expect(pageFile(`/${name}`)?.content, name).toEqual(readFileSync(new URL(name, folder)))
  expect(pageFile('/words.test.ts')).toBeUndefined()
  expect(pageFile('/../index.ts')).toBeUndefined()
})
