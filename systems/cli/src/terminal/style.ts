import { styleText } from 'node:util'

type Format = Parameters<typeof styleText>[0]

/** styleText leaves text alone when the stream is no terminal or NO_COLOR is set. */
function on(stream: NodeJS.WriteStream, format: Format) {
  return (text: string): string => styleText(format, text, { stream })
}

/** Colours of messages for people, on stderr. */
export const style = {
  failure: on(process.stderr, 'red'),
  success: on(process.stderr, 'green'),
  quiet: on(process.stderr, 'dim'),
  strong: on(process.stderr, 'bold'),
  place: on(process.stderr, ['cyan', 'underline']),
}

/** Colours of results, on stdout. */
export const print = {
  heading: on(process.stdout, 'bold'),
  quiet: on(process.stdout, 'dim'),
  name: on(process.stdout, 'cyan'),
  curve: on(process.stdout, 'green'),
  warning: on(process.stdout, 'yellow'),
  success: on(process.stdout, 'green'),
  failure: on(process.stdout, 'red'),
}
