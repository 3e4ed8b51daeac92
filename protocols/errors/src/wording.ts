/** What a message can be made of. `detail` is empty where the occasion adds nothing, `path` where no field is at fault. */
export interface Parts {
  readonly code: string
  readonly meaning: string
  readonly detail: string
  readonly remedy: string
  readonly path: string
  readonly offset: number | undefined
}

/** Joins the parts of a message. */
export type Wording = (parts: Parts) => string

/** The detail says everything, the remedy included: `path: detail`. */
export function detailAlone({ path, meaning, detail, remedy }: Parts): string {
  return at(path, detail === '' ? `${meaning}; ${remedy}` : detail)
}

/** The detail says what happened: `path: detail; remedy`. */
export function detailAndRemedy({ path, meaning, detail, remedy }: Parts): string {
  return at(path, `${detail === '' ? meaning : detail}; ${remedy}`)
}

/** The detail adds to the meaning: `path: meaning (detail); remedy`. */
export function meaningAndRemedy({ path, meaning, detail, remedy }: Parts): string {
  return at(path, `${meaning}${detail === '' ? '' : ` (${detail})`}; ${remedy}`)
}

/** The detail alone, behind what it is about: `meter image, objects[1].class: detail`. */
export function detailOf(subject: string): Wording {
  return parts => detailAlone({ ...parts, path: parts.path === '' ? subject : `${subject}, ${parts.path}` })
}

function at(path: string, text: string): string {
  return path === '' ? text : `${path}: ${text}`
}
