import { doctorDocument } from './doctor-document.ts'
import { errorsDocument } from './errors-document.ts'
import { fidelityDocument } from './fidelity-document.ts'

/** Every generated document, by its name in `docs/`. */
export const documents = (): Readonly<Record<string, string>> => ({
  'doctor.md': doctorDocument(),
  'errors.md': errorsDocument(),
  'fidelity.md': fidelityDocument(),
})
