import './theme/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { activateLanguage, keptLanguage } from './i18n/language.ts'
import { applyTheme } from './theme/theme.ts'

const root = document.getElementById('root') as HTMLElement

applyTheme()
try {
  await activateLanguage(keptLanguage())
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
} catch {
  // Without its texts the console has no words of its own.
  root.textContent =
    'The console could not be loaded: the head-end is away, or has a newer one. Reload this page.'
}
