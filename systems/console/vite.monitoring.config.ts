import { mergeConfig } from 'vite'
import consoleConfig from './vite.config.ts'

/** The pages of the monitoring platform, which another service serves: from the same kit, into a folder of their own. */
export default mergeConfig(consoleConfig, {
  build: {
    outDir: 'dist/monitoring',
    rolldownOptions: { input: `${import.meta.dirname}/monitoring.html` },
  },
})
