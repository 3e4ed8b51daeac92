import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type DiagnosisReason, type DiagnosisSummary, diagnosisReasons } from '../../api/resources.ts'
import { useBitName } from '../../i18n/use-bit-name.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Select } from '../../kit/form/select.tsx'
import { List, whole } from '../../kit/list/list.tsx'
import { Empty, Failure } from '../../kit/states.tsx'
import { actions, type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { diagnosesQuery, reportOf, useDiagnose } from './diagnosis-queries.ts'
import { DiagnosisView } from './diagnosis-view.tsx'

interface DiagnosisTabProps {
  readonly serial: string
  readonly timeZone: string
  readonly mayDiagnose: boolean
}

/** Snapshots of the meter, and the button that takes one. */
export default function DiagnosisTab({ serial, timeZone, mayDiagnose }: DiagnosisTabProps) {
  const t = useText()
  const format = useFormat()
  const bitName = useBitName()
  const [reason, setReason] = useState<DiagnosisReason>('suspicion')
  const taken = useQuery(diagnosesQuery(serial))
  const diagnose = useDiagnose(serial)
  const columns: Column<DiagnosisSummary>[] = [
    figures(
      t('diagnosis.taken'),
      ({ takenAt }) => takenAt,
      at => format.minute(timeZone, at),
    ),
    words(t('diagnosis.reason'), ({ reason: why }) => t(`diagnosis.reason.${why}`)),
    words(t('diagnosis.outcome'), ({ outcome }) => t(`diagnosis.outcome.${outcome}`)),
    words(t('diagnosis.faults'), ({ faults }) => faults.map(bitName).join(', ') || null),
    figures(
      t('diagnosis.read'),
      ({ counts }) => counts.read,
      count => format.count(count),
      { isMinor: true },
    ),
    words(t('orders.by'), ({ takenBy }) => takenBy, { isMinor: true }),
    actions(t('common.actions'), ({ id }) => (
      <a href={reportOf(id, 'pdf')} download className="link">
        PDF
      </a>
    )),
  ]
  return (
    <div className="flex flex-col gap-4">
      {mayDiagnose && (
        <div className="flex flex-wrap items-end gap-3">
          <Select
            label={t('diagnosis.reason')}
            options={diagnosisReasons.map(key => ({ key, name: t(`diagnosis.reason.${key}`) }))}
            value={reason}
            onChange={setReason}
            className="w-64"
          />
          <Button look="primary" isPending={diagnose.isPending} onPress={() => diagnose.mutate(reason)}>
            {t(diagnose.isPending ? 'diagnosis.running' : 'diagnosis.diagnose')}
          </Button>
        </div>
      )}
      {diagnose.error && (
        <Failure
          what={t('diagnosis.not-taken')}
          error={diagnose.error}
          onRetry={() => diagnose.mutate(reason)}
        />
      )}
      <List
        source={whole(taken)}
        failed={t('diagnosis.failed')}
        empty={<Empty title={t('diagnosis.none')}>{t('diagnosis.none.next')}</Empty>}
      >
        {shown => (
          <Table
            label={t('meter.tab.diagnosis')}
            columns={columns}
            rows={shown}
            keyOf={({ id }) => id}
            detail={({ id }) => <DiagnosisView id={id} timeZone={timeZone} />}
            file={`diagnoses-${serial}`}
          />
        )}
      </List>
    </div>
  )
}
