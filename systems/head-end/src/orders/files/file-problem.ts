import { type Declarations, defineErrors, type Occasion } from '@ferraris/errors'
import type { ProblemMembers } from '@ferraris/service'

const problems = {
  'file-cut-off': [
    'input',
    'What arrived is not the file that was announced',
    'Upload it again; if it stays so, compute the SHA-256 of the file anew.',
  ],
  'file-unsigned': [
    'input',
    'The file has no signature',
    'Sign it with a registered key of its vendor: `ferraris file sign`, or `ferraris file upload --sign-with`.',
  ],
  'file-signature-wrong': [
    'input',
    'The signature is not that of this key over this file',
    'Sign what you upload: kind, version, models, legal part and SHA-256 belong to it. `ferraris file sign` shows the text.',
  ],
  'vendor-key-unknown': [
    'input',
    'No valid key of this vendor has this name',
    'Let an administrator register the public key: `ferraris file key add`.',
  ],
  'file-malformed': [
    'input',
    'The content does not fit the kind of the file',
    '`detail` names the member; the format is told in docs/guide/files-and-approvals.md.',
  ],
  'too-many-files': [
    'input',
    'This vendor has too many files that are not withdrawn',
    'Withdraw files that are no longer wanted.',
    409,
  ],
  'file-not-available': [
    'input',
    'The file must not be used for this',
    'Let another person than its uploader approve it, and make it available; in test it is for meters of the test group only.',
    409,
  ],
  'file-not-for-model': [
    'input',
    'The file is not for this model of meter',
    'Use a file for this model; a meter whose model is unknown is read once first.',
    409,
  ],
  'file-state': [
    'input',
    'The file is not in the state for this',
    'The way is: test, approved, available; withdrawn is the end.',
    409,
  ],
} as const satisfies Declarations

/** What can be wrong with a file for meters, and with its use. */
export class FileProblem extends defineErrors('http', problems) {
  readonly members: ProblemMembers

  constructor(
    code: keyof typeof problems,
    detail: string,
    members: ProblemMembers = {},
    occasion?: Occasion,
  ) {
    super(code, detail, occasion)
    this.members = members
  }
}
