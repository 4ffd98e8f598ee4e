/* sRGB as a profile, for PDF/A's output intent: Debian's icc-profiles-free has it. */
	.section .rodata, "a"
	.balign 8
	.global srgb_profile, srgb_profile_end
	.hidden srgb_profile, srgb_profile_end
srgb_profile:
	.incbin "/usr/share/color/icc/sRGB.icc"
srgb_profile_end:
	.byte 0
	.section .note.GNU-stack, "", %progbits
