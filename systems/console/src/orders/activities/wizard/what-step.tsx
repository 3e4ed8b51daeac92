import type { ControlKind } from '../../../api/resources.ts'
import { useText } from '../../../i18n/use-text.ts'
import { Select } from '../../../kit/form/select.tsx'
import { kindName } from '../../kinds/kind-name.ts'
import { ParameterForm } from '../../kinds/parameter-form.tsx'
import type { Member } from '../../kinds/parameter-schema.ts'
import type { Draft } from './draft.ts'

interface WhatStepProps {
  readonly draft: Draft
  readonly kinds: readonly ControlKind[]
  readonly members: readonly Member[]
  readonly onChange: (change: Partial<Draft>) => void
}

/** What the meters are to do. */
export function WhatStep({ draft, kinds, members, onChange }: WhatStepProps) {
  const t = useText()
  return (
    <>
      <Select
        label={t('activity.kind')}
        options={[
          { key: '', name: t('parameter.choose') },
          ...kinds.map(({ kind, title }) => ({ key: kind, name: kindName(kind, t, title) })),
        ]}
        value={draft.kind}
        onChange={kind => onChange({ kind, parameters: {} })}
      />
      <ParameterForm
        members={members}
        typed={draft.parameters}
        onChange={parameters => onChange({ parameters })}
      />
    </>
  )
}
