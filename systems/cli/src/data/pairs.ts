import { InputError } from '../errors.ts'

/** `name=number` as given on the command line. Throws InputError. */
export function pairsOf(words: readonly string[]): [name: string, value: number][] {
  return words.map(word => {
    const [name = '', text = '', ...more] = word.split('=')
    const value = Number(text)
    if (name === '' || text.trim() === '' || more.length > 0 || !Number.isFinite(value)) {
      throw new InputError('--set', `${word} is no name=number`, 'write for example --set 30=41')
    }
    return [name, value]
  })
}
