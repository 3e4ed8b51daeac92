import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage'
import type { Plugin } from 'vite'
import { isOnFirstPage } from './first-page-texts.ts'

const catalogue = /\/i18n\/messages\/[a-z]+\.json\?(first|rest)$/

/**
 * Compiles the ICU messages of a catalogue while building, so that the browser gets no message parser; `?first` has what the
 * first page may show, `?rest` the others. A message that does not parse stops the build with its id.
 */
export function compileMessages(): Plugin {
  return {
    name: 'compile-messages',
    enforce: 'pre',
    transform(source, id) {
      const part = catalogue.exec(id)?.[1]
      if (part === undefined) return null
      const messages = Object.entries(JSON.parse(source) as Record<string, string>)
      const wanted = messages.filter(([key]) => isOnFirstPage(key) === (part === 'first'))
      const compiled = Object.fromEntries(wanted.map(([key, text]) => [key, compiledMessage(key, text)]))
      return { code: `export default ${JSON.stringify(compiled)}`, moduleType: 'js', map: null }
    },
  }
}

function compiledMessage(id: string, text: string) {
  try {
    return compileMessageOrThrow(text)
  } catch (cause) {
    throw new Error(`message ${id} does not parse: ${text}`, { cause })
  }
}
