/* The shapes of world/world.map, as they are: the kernel reads the pages that a map asks for, and no other. */
	.section .rodata, "a"
	.balign 8
	.global world_map
	.hidden world_map
world_map:
	.incbin "core/doc/world/world.map"
	.section .note.GNU-stack, "", %progbits
