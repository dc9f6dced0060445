import { Link } from "wouter";
import { SessionMenu } from "@/components/SessionMenu";
import { ThemeToggle } from "@/components/ThemeToggle";
import { projectName } from "@/project";

export function Header() {
  return (
    <header className="header">
      <Link href="/" className="brand">
        {projectName}
      </Link>
      <div className="tools">
        <SessionMenu />
        <ThemeToggle />
      </div>
    </header>
  );
}
