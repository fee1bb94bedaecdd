/** What Debian 12's packages bring to a host here: of the image, or of the mirror; what apt knows. */
import type { PackageContent } from './package-content.ts';
import { base } from './packages-base.ts';
import { services } from './packages-services.ts';
import { strongswan } from './packages-strongswan.ts';

export const catalogue: Readonly<Record<string, PackageContent>> = { ...strongswan, ...services, ...base };
