import { Link } from "wouter";
import { SessionMenu } from "@/components/SessionMenu";
import { ThemeToggle } from "@/components/ThemeToggle";
import type { Theme } from "@/lib/theme";
import { projectName } from "@/project";

export function Header({ theme = "light" }: { theme?: Theme }) {
  return (
    <header className="header">
      <Link href="/" className="brand">
        {projectName}
      </Link>
      <div className="tools">
        <SessionMenu />
        <ThemeToggle initial={theme} />
      </div>
    </header>
  );
}
