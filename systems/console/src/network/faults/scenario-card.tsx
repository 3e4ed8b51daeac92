import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { playScenario, stopScenario } from '../../api/network-queries.ts'
import type { District, FaultKind } from '../../api/resources.ts'
import type { Language } from '../../i18n/locales.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useLanguage } from '../../i18n/use-language.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Select } from '../../kit/form/select.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Failure } from '../../kit/states.tsx'
import { useNow } from '../../kit/use-now.ts'
import { useMay } from '../../session/session.ts'

const speeds = ['1', '10', '60', '600'] as const

/** A day of faults that plays in the simulated district, and those that can be played. */
export function ScenarioCard({ district, onChanged }: { district: District; onChanged: () => unknown }) {
  const t = useText()
  const mayHarm = useMay('operator')
  const play = useMutation({ mutationFn: playScenario, onSettled: onChanged })
  const stop = useMutation({ mutationFn: stopScenario, onSettled: onChanged })
  const [chosen, setChosen] = useState(district.scenarios[0]?.name ?? '')
  const [speed, setSpeed] = useState<(typeof speeds)[number]>('60')
  const { scenario, scenarios } = district
  const told = scenario ?? scenarios.find(({ name }) => name === chosen)
  const language = useLanguage()
  return (
    <Section title={t('scenario.title')}>
      {play.isError && <Failure what={t('scenario.not-played')} error={play.error} />}
      {told && (
        <p className="mb-3 max-w-prose text-ink-2">
          <strong className="font-medium text-ink">{textOf(told, language).title}.</strong>{' '}
          {textOf(told, language).means}
        </p>
      )}
      {scenario && <Steps scenario={scenario} />}
      {mayHarm && (
        <div className="flex flex-wrap items-end gap-3">
          {scenario ? (
            <Button onPress={() => stop.mutate()} isDisabled={stop.isPending}>
              {t('scenario.stop')}
            </Button>
          ) : (
            <>
              <Select
                label={t('scenario.name')}
                options={scenarios.map(one => ({ key: one.name, name: textOf(one, language).title }))}
                value={chosen}
                onChange={setChosen}
                className="w-44 tablet:w-72"
              />
              <Select
                label={t('scenario.speed')}
                options={speeds.map(key => ({ key, name: `× ${key}` }))}
                value={speed}
                onChange={setSpeed}
                className="w-28"
              />
              <Button
                onPress={() => play.mutate({ name: chosen, speed: Number(speed) })}
                isDisabled={play.isPending || chosen === ''}
              >
                {t('scenario.play')}
              </Button>
            </>
          )}
        </div>
      )}
    </Section>
  )
}

type Told = District['scenarios'][number]

/** What a scenario shows, in the language of the page if its file has it. */
function textOf(told: Told, language: Language): Pick<Told, 'title' | 'means'> {
  return (language !== 'en' && told[language]) || told
}

function Steps({ scenario }: { scenario: NonNullable<District['scenario']> }) {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  return (
    <ol className="mb-3 flex flex-col gap-1">
      {scenario.steps.map(({ at, kind, target, mends, state, detail }, i) => (
        // Steps have no name of their own, and their order never changes.
        <li key={i} className={state === 'due' ? 'text-ink' : 'text-ink-3'}>
          <span className="label">
            {state === 'due' ? format.relative(at, now) : t(`scenario.step.${state}`)}
          </span>{' '}
          {mends && `${t('faults.end')}: `}
          {t(`fault.${kind as FaultKind}`)} {target}
          {detail !== undefined && <span className="label"> {detail}</span>}
        </li>
      ))}
    </ol>
  )
}
