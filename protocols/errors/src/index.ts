export { type Culprit, culprits } from './culprit.ts'
export { defineErrors, type ErrorFamily } from './define-errors.ts'
export { type Declaration, type Declarations, FerrarisError, type Occasion } from './ferraris-error.ts'
export { detailAndRemedy, detailOf, meaningAndRemedy, type Wording } from './wording.ts'
