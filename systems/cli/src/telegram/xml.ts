import { Command } from 'commander'
import { examples } from '../examples.ts'

/** `ferraris telegram to-xml` and `from-xml`: APDUs in the form in which engineers send them to each other. */
export function xmlCommands(): Command[] {
  const toXml = new Command('to-xml')
    .description('Write a plain APDU as XML, to be read, changed and sent on')
    .argument('[hex...]', 'the APDU as hex; - reads it from standard input')
    .option('--json', 'print one JSON document: {"xml"}')
    .addHelpText(
      'after',
      `
What an APDU protects by a key stays octets: decipher it with telegram explain first.
${examples('ferraris telegram to-xml C001C100080000010000FF0200')}`,
    )
    .action(async (hex, options) => (await import('./run-xml.ts')).toXml(hex, options))
  const fromXml = new Command('from-xml')
    .description('Turn an APDU written as XML into octets')
    .argument('<file>', 'file with one APDU; - is standard input')
    .option('--json', 'print one JSON document: {"hex"}')
    .addHelpText(
      'after',
      `
Names are those of the XML schema of IEC 62056-5-3; prefixes, comments and attributes are passed over.
${examples(
  'ferraris telegram from-xml get.xml',
  'ferraris telegram to-xml C001C100080000010000FF0200 | ferraris telegram from-xml -',
)}`,
    )
    .action(async (file, options) => (await import('./run-xml.ts')).fromXml(file, options))
  return [toXml, fromXml]
}
