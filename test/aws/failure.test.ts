/** What is made of AWS's words. */
import { describe, expect, it } from 'vitest';
import { cloudError } from '#aws/failure.ts';

const encoded = 'Xy9'.repeat(300);

describe('a refusal with an encoded message', () => {
  const refused = Object.assign(
    new Error(
      `You are not authorized to perform this operation. User: arn:aws:iam::1:user/ana is not authorized to perform: ec2:RunInstances with an explicit deny in a service control policy. Encoded authorization failure message: ${encoded}`,
    ),
    { name: 'UnauthorizedOperation' },
  );
  const error = cloudError(refused, 'ec2:RunInstances', 'us-east-1');

  it('is cut short, after all that can be read of it', () => {
    expect(error.message).toContain('explicit deny in a service control policy');
    expect(error.message).toMatch(
      /Encoded authorization failure message: Xy9Xy9\w{0,12}… \(900 characters\) \(UnauthorizedOperation\)$/,
    );
  });

  it('comes with the way to decode it', () => {
    expect(error.next).toContain(
      'a service control policy denies ec2:RunInstances: ask whoever manages the organisation',
    );
    const own = Object.assign(
      new Error(refused.message.replace('a service control policy', 'an identity-based policy')),
      {
        name: 'UnauthorizedOperation',
      },
    );
    expect(cloudError(own, 'ec2:RunInstances', 'us-east-1').next).toContain('allow ec2:RunInstances for this identity');
    expect(error.next).toContain('aws sts decode-authorization-message --encoded-message');
  });

  it('and nothing of the kind is said where there is none', () => {
    const plain = Object.assign(new Error('You are not authorized'), { name: 'UnauthorizedOperation' });
    expect(cloudError(plain, 'ec2:RunInstances', 'us-east-1').next).not.toContain('decode');
  });
});
