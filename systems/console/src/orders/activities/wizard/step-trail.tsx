import { useText } from '../../../i18n/use-text.ts'
import { steps } from './draft.ts'

/** Where one is among the parts; those behind can be gone back to. */
export function StepTrail({ at, onGo }: { at: number; onGo: (step: number) => void }) {
  const t = useText()
  return (
    <ol className="mb-5 flex flex-wrap gap-x-6 gap-y-1">
      {steps.map((name, step) => (
        <li key={name} aria-current={step === at ? 'step' : undefined}>
          <button
            type="button"
            disabled={step >= at}
            onClick={() => onGo(step)}
            className={`flex min-h-8 items-center gap-2 text-form ${step === at ? 'font-semibold text-accent' : 'text-ink-2'}`}
          >
            <span className="figures flex size-6 items-center justify-center rounded-full border border-current text-label">
              {step + 1}
            </span>
            {t(`wizard.${name}`)}
          </button>
        </li>
      ))}
    </ol>
  )
}
