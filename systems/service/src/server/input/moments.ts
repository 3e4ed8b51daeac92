/** Of Ajv, what is asked for here. */
interface Formats {
  readonly formats: Readonly<Record<string, unknown>>
  addFormat(name: string, format: { readonly validate: (text: string) => boolean }): unknown
}

interface Format {
  readonly validate: (text: string) => boolean
}

/** RFC 3339 has seconds that are leapt (23:59:60), which no time of a program can hold. */
export function refuseLeapSeconds(ajv: Formats): void {
  const known = ajv.formats['date-time'] as Format
  ajv.addFormat('date-time', {
    ...known,
    validate: text => known.validate(text) && !Number.isNaN(Date.parse(text)),
  })
}
