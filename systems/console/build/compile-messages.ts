import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage'
import type { Plugin } from 'vite'

const catalogue = /\/i18n\/messages\/[a-z]+\.json$/

/**
 * Compiles the ICU messages of a catalogue while building, so that the browser gets no message parser.
 * A message that does not parse stops the build with its id.
 */
export function compileMessages(): Plugin {
  return {
    name: 'compile-messages',
    enforce: 'pre',
    transform(source, id) {
      if (!catalogue.test(id)) return null
      const messages = Object.entries(JSON.parse(source) as Record<string, string>)
      const compiled = Object.fromEntries(messages.map(([key, text]) => [key, compiledMessage(key, text)]))
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
