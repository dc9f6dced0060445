import { type ComponentProps, type ReactNode, useId } from "react";

type FieldProps = ComponentProps<"input"> & {
  label: string;
  /** What the server refused about it. */
  error?: string | undefined;
};

/** A text box with its label and, where it was refused, the reason beside it. */
export function Field({ label, error, ...input }: FieldProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} error={error}>
      <input id={id} {...refusal(id, error)} {...input} />
    </FieldFrame>
  );
}

type TextFieldProps = ComponentProps<"textarea"> & Pick<FieldProps, "label" | "error">;

/** The same for several lines of text. */
export function TextField({ label, error, ...textarea }: TextFieldProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} error={error}>
      <textarea id={id} {...refusal(id, error)} {...textarea} />
    </FieldFrame>
  );
}

type FrameProps = Pick<FieldProps, "label" | "error"> & { id: string; children: ReactNode };

function FieldFrame({ id, label, error, children }: FrameProps) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {error && (
        <p id={`${id}-error`} className="field-error">
          {error}
        </p>
      )}
    </div>
  );
}

function refusal(id: string, error: string | undefined) {
  return error ? { "aria-invalid": true, "aria-describedby": `${id}-error` } : {};
}
