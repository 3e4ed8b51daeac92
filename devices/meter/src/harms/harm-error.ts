import { defineErrors, detailAndRemedy } from '@ferraris/errors'

/** A harm that cannot be; `member` is what is wrong in the order. */
export class HarmError extends defineErrors(
  'harms',
  {
    'harm-refused': [
      'input',
      'no such harm is possible',
      'see the table of harms in the README of the meter',
    ],
    'too-many-harms': [
      'input',
      'so many harms hold at once that the meter takes no more',
      'end some of them',
    ],
  },
  detailAndRemedy,
) {
  declare readonly member: string

  constructor(code: 'harm-refused' | 'too-many-harms', member: string, detail: string, remedy?: string) {
    super(code, detail, { path: member, remedy })
    this.member = member
  }
}
