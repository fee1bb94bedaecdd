import pLimit from 'p-limit';

/**
 * Lets so many boot at the same time: booting is what loads a machine, and with too many at once
 * all of them time out. A turn begins with the boot and ends when the guest is up.
 */
export function bootTurns(
  atOnce: number,
): <T>(boot: () => Promise<{ readonly result: T; readonly booted: Promise<void> }>) => Promise<T> {
  const limit = pLimit(atOnce);
  return (boot) =>
    new Promise((resolve, reject) => {
      void limit(async () => {
        try {
          const { result, booted } = await boot();
          resolve(result);
          await booted;
        } catch (error) {
          reject(error);
        }
      });
    });
}
