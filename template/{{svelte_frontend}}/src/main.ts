import { mount } from "svelte";
import Root from "@/Root.svelte";
import "@/styles.css";

const target = document.getElementById("mizan-root");
if (!target) throw new Error('The page has no element with the id "mizan-root".');

mount(Root, { target });
